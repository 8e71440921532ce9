/**
 * Who may log in to PostgreSQL, and how. Inside the container, where the data step runs, no password is
 * needed; over TCP everybody needs TLS, on this machine too.
 */
export const HBA = `local all all trust
hostssl all all all scram-sha-256
`;
