// What a cluster is made of, before it runs.

/** Kafka's config keys with their values as text, as in server.properties. */
export type Properties = Readonly<Record<string, string>>;

export interface VoterConfig {
  readonly id: number;
  readonly host: string;
  readonly port: number;
  /** Of the disk that it is formatted with. All voters have one in a dynamic quorum (kraft.version 1), none in a static one. */
  readonly directoryId?: string;
}

export interface NodeConfig {
  readonly id: number;
  readonly role: "broker" | "controller";
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
  readonly clusterId: string;
  /** Where the controllers listen; the voters that the quorum begins with. */
  readonly voters: readonly VoterConfig[];
  /** False for a controller whose disk was emptied: it is no voter of a dynamic quorum any more, and may join again. */
  readonly isInitialVoter?: boolean;
  readonly properties: Properties;
}

export interface ClusterSpec {
  readonly clusterId: string;
  readonly nodes: readonly NodeConfig[];
}

/** Brokers are 1…n on port, port + 1, …; controllers 3001… */
export const FIRST_BROKER_ID = 1;
export const FIRST_CONTROLLER_ID = 3001;
