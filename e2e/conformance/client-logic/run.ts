// What of golden/client-logic concerns the clients that there are. Files of other parts are passed over.
import { readCases, readGolden } from "../golden.ts";
import { Tally } from "../tally.ts";
import {
  type ConfigRulesCase,
  checkConfigRules,
  checkMisuse,
  checkOffsetReset,
  type MisuseCase,
  type OffsetResetCase,
} from "./consumer.ts";
import { checkError, type ErrorCase } from "./errors.ts";
import {
  checkDeliveryTimeout,
  checkIdempotence,
  checkKeyed,
  checkRoundRobin,
  checkSticky,
  type DeliveryTimeoutCase,
  type IdempotenceCase,
  type KeyedCase,
  type RoundRobinCase,
  type StickyCase,
} from "./producer.ts";
import { checkSerde, isOurs, type SerdeCase } from "./serdes.ts";

export async function runClientLogic(dir: string): Promise<Tally> {
  const tally = new Tally();
  async function each<T>(
    file: string,
    name: (one: T) => string,
    check: (one: T) => void | Promise<void>,
    includes: (one: T) => boolean = () => true,
  ): Promise<void> {
    for (const [i, one] of readCases<T>(dir, file).entries())
      if (includes(one)) await tally.check(`${file} ${i + 1}: ${name(one)}`, () => check(one));
  }

  await each<KeyedCase>("producer-keyed.jsonl", ({ key }) => key, checkKeyed);
  await each<StickyCase>("producer-sticky.jsonl", ({ id }) => id, checkSticky);
  await each<RoundRobinCase>("producer-roundrobin.jsonl", ({ id }) => id, checkRoundRobin);
  const propsOf = ({ props }: { readonly props: object }): string => JSON.stringify(props);
  await each<IdempotenceCase>("producer-idempotence-table.jsonl", propsOf, checkIdempotence);
  await each<DeliveryTimeoutCase>("producer-delivery-timeout.jsonl", propsOf, checkDeliveryTimeout);
  await each<OffsetResetCase>(
    "consumer-auto-offset-reset.jsonl",
    ({ value }) => String(value),
    checkOffsetReset,
  );
  await each<ConfigRulesCase>("consumer-config-rules.jsonl", propsOf, checkConfigRules);
  const call = ({ groupProtocol, groupId, operation }: MisuseCase): string =>
    `${groupProtocol}/${groupId} ${operation}`;
  await each<MisuseCase>("consumer-misuse.jsonl", call, checkMisuse);
  await each<SerdeCase>("serdes.jsonl", ({ serde, op, hex }) => `${serde} ${op} ${hex}`, checkSerde, isOurs);
  const errors = readGolden(dir, "errors.json");
  const { errors: rows } =
    errors === undefined ? { errors: [] } : (JSON.parse(errors) as { errors: ErrorCase[] });
  for (const row of rows) await tally.check(`errors.json: ${row.name}`, () => checkError(row));
  return tally;
}
