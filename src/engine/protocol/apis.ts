// What a node says in ApiVersions: which API in which versions, per kind of listener (KIP-35, KIP-919).
import { type ApiSchema, type Listener, versionBounds } from "./schema.ts";

const PRODUCE_KEY = 0;
const TELEMETRY_KEYS = [71, 72];

export interface ApiVersionRange {
  readonly apiKey: number;
  readonly minVersion: number;
  readonly maxVersion: number;
}

export interface AdvertiseOptions {
  /** unstable.api.versions.enable */
  readonly unstable?: boolean;
  /** A broker offers client telemetry only with a receiver for it (KIP-714). */
  readonly telemetry?: boolean;
}

/** Undefined when the API has no version to be advertised. */
export function advertisedRange(api: ApiSchema, unstable = false): ApiVersionRange | undefined {
  const [first, last] = versionBounds(api.request.versions);
  // Produce is served from version 3 on, but librdkafka takes a minimum above 0 for a broker without gzip, snappy and
  // lz4 (KAFKA-18659).
  const minVersion = api.key === PRODUCE_KEY ? 0 : first;
  const maxVersion = api.latestVersionUnstable === true && !unstable ? last - 1 : last;
  return maxVersion < minVersion ? undefined : { apiKey: api.key, minVersion, maxVersion };
}

/** The ranges of those of `apis` that the listener serves, by API key. */
export function advertisedRanges(
  apis: Iterable<ApiSchema>,
  listener: Listener,
  { unstable = false, telemetry = false }: AdvertiseOptions = {},
): ApiVersionRange[] {
  const ranges: ApiVersionRange[] = [];
  for (const api of apis) {
    if (!api.listeners.includes(listener)) continue;
    if (TELEMETRY_KEYS.includes(api.key) && !telemetry) continue;
    const range = advertisedRange(api, unstable);
    if (range !== undefined) ranges.push(range);
  }
  return ranges.sort((a, b) => a.apiKey - b.apiKey);
}

/** Whether a request of this version is carried out: what Produce advertises below its first version is not. */
export function acceptsVersion(api: ApiSchema, version: number, unstable = false): boolean {
  const [first, last] = versionBounds(api.request.versions);
  const newest = api.latestVersionUnstable === true && !unstable ? last - 1 : last;
  return version >= first && version <= newest;
}
