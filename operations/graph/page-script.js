// What the page does in the browser: it is written into the page and never runs here.
const hint = document.getElementById("status").textContent;
const picture = document.querySelector("svg.platform");
const search = document.getElementById("search");
const status = document.getElementById("status");
const services = [...picture.querySelectorAll(".service")];
const lines = [...picture.querySelectorAll(".dependency")];
const whole = { ...viewBox() };

function viewBox() {
  const { x, y, width, height } = picture.viewBox.baseVal;
  return { x, y, width, height };
}

function show({ x, y, width, height }) {
  picture.setAttribute("viewBox", [x, y, width, height].join(" "));
}

// The point under the pointer stays where it is.
function zoom(factor, place = middle()) {
  const view = viewBox();
  const width = Math.min(whole.width * 2, Math.max(whole.width / 20, view.width * factor));
  const scale = width / view.width;
  show({
    x: place.x - (place.x - view.x) * scale,
    y: place.y - (place.y - view.y) * scale,
    width,
    height: view.height * scale,
  });
}

function middle() {
  const { x, y, width, height } = viewBox();
  return { x: x + width / 2, y: y + height / 2 };
}

function placeOf(event) {
  return new DOMPoint(event.clientX, event.clientY).matrixTransform(
    picture.getScreenCTM().inverse(),
  );
}

function move(right, down) {
  const view = viewBox();
  show({ ...view, x: view.x + right, y: view.y + down });
}

function mark(chosen, kept) {
  const isKept = (one) => kept === undefined || kept.has(one);
  for (const one of [...services, ...lines]) {
    one.classList.toggle("dimmed", !isKept(one));
    one.classList.toggle("chosen", chosen.has(one));
  }
}

function choose(service) {
  const id = service.dataset.service;
  const own = lines.filter(({ dataset }) => dataset.from === id || dataset.to === id);
  const ends = new Set(own.flatMap(({ dataset }) => [dataset.from, dataset.to]));
  const near = services.filter((one) => one === service || ends.has(one.dataset.service));
  mark(new Set([service, ...own]), new Set([...near, ...own]));
  status.textContent = service.getAttribute("aria-label");
}

// By what it is, not by what it needs.
function found() {
  const words = search.value.trim().toLowerCase();
  return services.filter((one) =>
    one.getAttribute("aria-label").split("; need")[0].toLowerCase().includes(words),
  );
}

// What is searched for, or everything.
function rest() {
  if (search.value.trim() === "") {
    mark(new Set());
    status.textContent = hint;
    return;
  }
  const hits = found();
  mark(new Set(hits), new Set(hits));
  status.textContent = hits.length + (hits.length === 1 ? " service" : " services") + " found";
}

for (const service of services) {
  service.addEventListener("pointerenter", () => drag || choose(service));
  service.addEventListener("pointerleave", () => drag || rest());
  service.addEventListener("focus", () => choose(service));
  service.addEventListener("blur", rest);
}

search.addEventListener("input", rest);
search.form.addEventListener("submit", (event) => {
  event.preventDefault();
  const [first] = found();
  if (!first) return;
  const { x, y, width, height } = first.getBBox();
  const offset = first.parentNode.transform.baseVal.consolidate().matrix.f;
  const view = viewBox();
  const size = Math.min(view.width, whole.width / 2);
  const scale = size / view.width;
  show({
    x: x + width / 2 - size / 2,
    y: y + offset + height / 2 - (view.height * scale) / 2,
    width: size,
    height: view.height * scale,
  });
  first.focus({ preventScroll: true });
});

let drag;
picture.addEventListener("pointerdown", (event) => {
  if (event.button !== 0) return;
  drag = placeOf(event);
  picture.setPointerCapture(event.pointerId);
  picture.classList.add("moving");
});
picture.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const now = placeOf(event);
  move(drag.x - now.x, drag.y - now.y);
});
for (const end of ["pointerup", "pointercancel"]) {
  picture.addEventListener(end, () => {
    drag = undefined;
    picture.classList.remove("moving");
  });
}
picture.addEventListener(
  "wheel",
  (event) => {
    event.preventDefault();
    zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, placeOf(event));
  },
  { passive: false },
);

const keys = {
  "+": () => zoom(1 / 1.3),
  "=": () => zoom(1 / 1.3),
  "-": () => zoom(1.3),
  0: () => show(whole),
  ArrowLeft: () => move(-viewBox().width / 10, 0),
  ArrowRight: () => move(viewBox().width / 10, 0),
  ArrowUp: () => move(0, -viewBox().height / 10),
  ArrowDown: () => move(0, viewBox().height / 10),
};
document.addEventListener("keydown", (event) => {
  const act = keys[event.key];
  if (!act || event.target === search || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  act();
});
document.querySelector("[data-zoom=in]").addEventListener("click", keys["+"]);
document.querySelector("[data-zoom=out]").addEventListener("click", keys["-"]);
document.querySelector("[data-zoom=all]").addEventListener("click", keys[0]);
