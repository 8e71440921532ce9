/** Workflow engines: all wait for a decision, because ORACLE1 has four cores. */
import { authorityOf, POSTGRES_CLIENT } from "./tls.ts";
import type { ServiceSpec } from "./types.ts";

const AIRFLOW =
  "in no list of document 003, and its documented concurrency of 16 does not fit ORACLE1 (C106)";

const AIRFLOW_ENV = {
  AIRFLOW__CORE__EXECUTOR: "CeleryExecutor",
  AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_CMD: "cat /run/secrets/sql-alchemy-conn",
  AIRFLOW__CELERY__BROKER_URL_CMD: "cat /run/secrets/broker-url",
  ...POSTGRES_CLIENT,
};
/** `postgres`: the server on its own node, or the proxy of another. */
const airflowSecrets = (postgres: string) => [
  { name: "sql-alchemy-conn" },
  { name: "broker-url" },
  authorityOf(postgres),
];
const DAGS = [{ name: "dags", path: "/opt/airflow/dags", backup: "file-copy" as const }];

export const workflow: ServiceSpec[] = [
  {
    name: "airflow-webserver",
    node: "oracle1",
    family: "workflow",
    image: "airflow",
    ports: [{ container: 8080, purpose: "http" }],
    env: AIRFLOW_ENV,
    secrets: airflowSecrets("postgres-proxy"),
    command: ["webserver"],
    volumes: DAGS,
    health: { command: ["curl", "-sf", "-o", "/dev/null", "http://127.0.0.1:8080/health"] },
    dependsOn: ["postgres-proxy", "redis"],
    disabled: AIRFLOW,
  },
  {
    name: "airflow-scheduler",
    node: "oracle1",
    family: "workflow",
    image: "airflow",
    env: AIRFLOW_ENV,
    secrets: airflowSecrets("postgres-proxy"),
    command: ["scheduler"],
    volumes: DAGS,
    health: { command: ["airflow", "jobs", "check", "--job-type", "SchedulerJob", "--local"] },
    dependsOn: ["postgres-proxy", "redis"],
    singleton: true,
    disabled: AIRFLOW,
  },
  {
    name: "airflow-worker",
    node: "thanos",
    family: "workflow",
    image: "airflow",
    env: AIRFLOW_ENV,
    secrets: airflowSecrets("postgres"),
    command: ["celery", "worker"],
    volumes: DAGS,
    health: { command: ["airflow", "jobs", "check", "--job-type", "LocalTaskJob", "--local"] },
    dependsOn: ["postgres", "redis"],
    disabled: AIRFLOW,
  },
  {
    name: "n8n",
    node: "oracle1",
    family: "workflow",
    image: "n8n",
    ports: [{ container: 5678, purpose: "http" }],
    env: { N8N_ENCRYPTION_KEY_FILE: { secretFile: "encryption-key" } },
    secrets: [{ name: "encryption-key" }],
    volumes: [{ name: "data", path: "/home/node/.n8n", backup: "file-copy" }],
    health: { command: ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:5678/healthz"] },
    disabled: "in no list of document 003; its node and port are not stated (C106)",
  },
];
