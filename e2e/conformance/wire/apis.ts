// The table of APIs, and what nodes advertise of it.
import { advertisedRanges } from "../../../src/engine/protocol/apis.ts";
import { requestHeaderVersion, responseHeaderVersion } from "../../../src/engine/protocol/frames.ts";
import { type ApiSchema, type Listener, versionBounds } from "../../../src/engine/protocol/schema.ts";
import { ALL_APIS } from "../../../src/engine/protocol/schemas/all.ts";
import { expectEqual, type Tally } from "../tally.ts";
import { findApi } from "./lookup.ts";

interface ApiCase {
  readonly name: string;
  readonly key: number;
  readonly valid: boolean;
  readonly listeners: readonly string[];
  readonly clusterAction: boolean;
  readonly forwardable: boolean;
  readonly latestVersionUnstable: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly unstableMax?: number;
  readonly requestHeaderVersion?: Readonly<Record<string, number>>;
  readonly responseHeaderVersion?: Readonly<Record<string, number>>;
}

interface Apis {
  readonly apis: readonly ApiCase[];
  /** By listener and switches, as `broker+unstable`: [key, min, max]. */
  readonly apiVersionsResponse: Readonly<Record<string, readonly (readonly number[])[]>>;
}

export async function checkApis(tally: Tally, golden: Apis): Promise<void> {
  for (const one of golden.apis) {
    await tally.check(`apis.json ${one.name}`, () => checkApi(one, findApi(one.key)));
  }
  for (const [view, expected] of Object.entries(golden.apiVersionsResponse)) {
    await tally.check(`apis.json ApiVersions of ${view}`, () => {
      const [listener, ...switches] = view.split("+");
      const ranges = advertisedRanges(ALL_APIS, listener as Listener, {
        unstable: switches.includes("unstable"),
        telemetry: switches.includes("telemetry"),
      });
      const rows = ranges.map((range) => [range.apiKey, range.minVersion, range.maxVersion]);
      expectEqual(rows, expected, "advertised");
    });
  }
}

function checkApi(one: ApiCase, api: ApiSchema | undefined): void {
  if (!one.valid || api === undefined) {
    expectEqual(api !== undefined, one.valid, "is there");
    return;
  }
  const [min, last] = versionBounds(api.request.versions);
  const unstable = api.latestVersionUnstable === true;
  const actual = {
    name: api.name,
    listeners: [...api.listeners].sort(),
    clusterAction: api.clusterAction === true,
    forwardable: api.forwardable === true,
    latestVersionUnstable: unstable,
    min,
    max: unstable ? last - 1 : last,
  };
  const expected = Object.fromEntries(Object.keys(actual).map((key) => [key, one[key as keyof ApiCase]]));
  expectEqual(actual, { ...expected, listeners: [...one.listeners].sort() }, "api");
  for (const [version, header] of Object.entries(one.requestHeaderVersion ?? {})) {
    expectEqual(requestHeaderVersion(api, Number(version)), header, `request header of v${version}`);
  }
  for (const [version, header] of Object.entries(one.responseHeaderVersion ?? {})) {
    expectEqual(responseHeaderVersion(api, Number(version)), header, `response header of v${version}`);
  }
}
