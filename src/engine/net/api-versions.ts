// The answer to ApiVersions, the same for every node: what its registry holds is what it offers (KIP-35, KIP-584).
import { ErrorCode } from "../protocol/errors.ts";
import { type ResponseInput, versionBounds } from "../protocol/schema.ts";
import type { ApiVersions } from "../protocol/schemas/18-api-versions.ts";
import type { ApiRegistry } from "./server.ts";

export interface SupportedFeature {
  readonly name: string;
  readonly minVersion: number;
  readonly maxVersion: number;
}

export interface NodeFeatures {
  readonly supported: readonly SupportedFeature[];
  /** Name and level, without those at level 0. */
  readonly finalized: ReadonlyMap<string, number>;
  /** Offset of the metadata that the levels are from, -1 when the node has none yet. */
  readonly finalizedEpoch: number;
}

/** What a node of version 4.3 can do; sorted by name. kraft.version comes from raft, the others from metadata. */
export const SUPPORTED_FEATURES: readonly SupportedFeature[] = [
  { name: "eligible.leader.replicas.version", minVersion: 0, maxVersion: 1 },
  { name: "group.version", minVersion: 0, maxVersion: 1 },
  { name: "kraft.version", minVersion: 0, maxVersion: 1 },
  { name: "metadata.version", minVersion: 7, maxVersion: 30 },
  { name: "share.version", minVersion: 0, maxVersion: 1 },
  { name: "streams.version", minVersion: 0, maxVersion: 1 },
  { name: "transaction.version", minVersion: 0, maxVersion: 2 },
];

const PRODUCE_KEY = 0;

/**
 * Produce is offered from version 0, which no node serves any more: librdkafka up to 2.10 chose its message format by
 * the range. Versions below 4 read ranges that begin at 0 only, so such a feature is left out there.
 */
export function apiVersionsResponse(
  registry: ApiRegistry,
  apiVersion: number,
  features: NodeFeatures,
): ResponseInput<typeof ApiVersions> {
  const apiKeys = [...registry.values()]
    .map(({ api }) => {
      const [first, last] = versionBounds(api.request.versions);
      return {
        apiKey: api.key,
        minVersion: api.key === PRODUCE_KEY ? 0 : first,
        maxVersion: api.latestVersionUnstable === true ? last - 1 : last,
      };
    })
    .sort((a, b) => a.apiKey - b.apiKey);
  return {
    errorCode: ErrorCode.NONE,
    apiKeys,
    supportedFeatures: features.supported.filter(({ minVersion }) => apiVersion >= 4 || minVersion > 0),
    finalizedFeaturesEpoch: BigInt(features.finalizedEpoch),
    finalizedFeatures: [...features.finalized].map(([name, level]) => ({
      name,
      maxVersionLevel: level,
      minVersionLevel: level,
    })),
  };
}

/** The levels of the metadata with that of raft; without it when it is 0, as in a static quorum. */
export function withKraftVersion(
  features: ReadonlyMap<string, number>,
  kraftVersion: number,
): ReadonlyMap<string, number> {
  return kraftVersion > 0 ? new Map([...features, [KRAFT_VERSION_FEATURE, kraftVersion]]) : features;
}

const KRAFT_VERSION_FEATURE = "kraft.version";

/** Clients must say what they are (KIP-511); a name or version of odd characters is refused. */
const SOFTWARE_NAME = /^[a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?$/;

export function isValidSoftwareName(name: string): boolean {
  return SOFTWARE_NAME.test(name);
}
