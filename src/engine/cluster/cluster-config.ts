// What a cluster is made of, before it runs.

/** Kafka's config keys with their values as text, as in server.properties. */
export type Properties = Readonly<Record<string, string>>;

export interface NodeConfig {
  readonly id: number;
  readonly role: "broker" | "controller";
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
  readonly clusterId: string;
  /** Where the controllers listen; the quorum's voters. */
  readonly voters: readonly { readonly id: number; readonly host: string; readonly port: number }[];
  readonly properties: Properties;
}

export interface ClusterSpec {
  readonly clusterId: string;
  readonly nodes: readonly NodeConfig[];
}

/** Brokers are 1…n on port, port + 1, …; controllers 3001… */
export const FIRST_BROKER_ID = 1;
export const FIRST_CONTROLLER_ID = 3001;
