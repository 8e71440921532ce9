// Stands for a module that a bundle never calls.
module.exports = {};
