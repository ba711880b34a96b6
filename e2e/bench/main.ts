// `npm run -s bench -- [NAME…]`: runs the named benchmarks, or all; one JSON line each.
import type { Bench } from "./bench.ts";
import { diskFlush } from "./disk-flush.ts";
import { gatewayConsume, gatewayProduce } from "./gateway.ts";
import { logAppend, logLookup, logRead } from "./log.ts";
import { logCleaner } from "./log-cleaner.ts";
import { logRecoverClean, logRecoverCrash } from "./log-recover.ts";
import { pageCold } from "./page-cold.ts";
import { pageLarge } from "./page-large.ts";
import {
  replicationCost,
  replicationCostProgram,
  replicationCostProgramWide,
  replicationCostSmall,
} from "./replication.ts";
import { simSpeed, simSpeedChaos } from "./sim-speed.ts";
import { tabConsume, tabProduce, tabProduceSmallBatches } from "./tab.ts";

const BENCHES: Readonly<Record<string, Bench>> = {
  "gateway-produce": gatewayProduce,
  "gateway-consume": gatewayConsume,
  "log-append": logAppend,
  "log-read": logRead,
  "log-lookup": logLookup,
  "log-recover-clean": logRecoverClean,
  "log-recover-crash": logRecoverCrash,
  "log-cleaner": logCleaner,
  "replication-cost": replicationCost,
  "replication-cost-small": replicationCostSmall,
  "replication-cost-program": replicationCostProgram,
  "replication-cost-program-wide": replicationCostProgramWide,
  "disk-flush": diskFlush,
  "sim-speed": simSpeed,
  "sim-speed-chaos": simSpeedChaos,
  "page-cold": pageCold,
  "page-large": pageLarge,
  "tab-produce": tabProduce,
  "tab-produce-16k": tabProduceSmallBatches,
  "tab-consume": tabConsume,
};

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !Object.hasOwn(BENCHES, name));
  if (unknown.length > 0) {
    console.error(
      `unknown: ${unknown.join(", ")}\nusage: npm run -s bench -- [${Object.keys(BENCHES).join(" | ")}]…`,
    );
    return 2;
  }
  for (const name of names.length > 0 ? names : Object.keys(BENCHES)) {
    console.log(JSON.stringify(await BENCHES[name]!()));
  }
  return 0;
}

process.exit(await main(process.argv.slice(2)));
