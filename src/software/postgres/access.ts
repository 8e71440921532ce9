/**
 * Who may log in, and how. A process in the container needs no password: that is the data
 * step. Over TCP, from this very machine too, nobody is let in without TLS.
 */
export const HBA = `local all all trust
hostssl all all all scram-sha-256
`;
