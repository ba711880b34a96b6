// What the configs of a producer must satisfy together, and what follows from leaving some out.
import { ConfigException } from "../api/exceptions.ts";
import type { ClientConfig } from "./client-config.ts";

const MOST_IN_FLIGHT_WITH_IDEMPOTENCE = 5;
const MAX_INT = 0x7fff_ffff;

/** Sets acks and enable.idempotence to what is in effect. Throws ConfigException. */
export function applyProducerRules(config: ClientConfig, inform: (text: string) => void): void {
  const acks = config.text("acks") === "all" ? "-1" : config.text("acks");
  config.override("acks", acks);
  if (config.flag("enable.idempotence") && !keepsIdempotence(config, acks, inform))
    config.override("enable.idempotence", false);
  if (!config.flag("enable.idempotence") && config.isGiven("transactional.id"))
    throw new ConfigException("Cannot set a transactional.id without also enabling idempotence.");
  if (config.flag("transaction.two.phase.commit.enable") && config.isGiven("transaction.timeout.ms"))
    throw new ConfigException(
      "Cannot set transaction.timeout.ms when transaction.two.phase.commit.enable is set to true. " +
        "Transactions will not expire with two-phase commit enabled.",
    );
}

/** Idempotence that is on only by default gives way silently; asked for, a contradiction is an error. */
function keepsIdempotence(config: ClientConfig, acks: string, inform: (text: string) => void): boolean {
  const asked = config.isGiven("enable.idempotence");
  let keeps = true;
  if (config.number("retries") === 0) {
    if (asked) throw new ConfigException("Must set retries to non-zero when using the idempotent producer.");
    inform("Idempotence will be disabled because retries is set to 0.");
    keeps = false;
  }
  if (acks !== "-1") {
    if (asked)
      throw new ConfigException(
        "Must set acks to all in order to use the idempotent producer. Otherwise we cannot guarantee idempotence.",
      );
    inform(`Idempotence will be disabled because acks is set to ${acks}, not set to 'all'.`);
    keeps = false;
  }
  const inFlight = config.number("max.in.flight.requests.per.connection");
  if (inFlight > MOST_IN_FLIGHT_WITH_IDEMPOTENCE)
    throw new ConfigException(
      "To use the idempotent producer, max.in.flight.requests.per.connection must be set to at most 5. " +
        `Current value is ${inFlight}.`,
    );
  return keeps;
}

/** delivery.timeout.ms covers at least one wait and one request. Throws ConfigException. */
export function deliveryTimeoutMs(config: ClientConfig, warn: (text: string) => void): number {
  const given = config.number("delivery.timeout.ms");
  const lingerMs = Math.min(config.number("linger.ms"), MAX_INT);
  const leastMs = Math.min(lingerMs + config.number("request.timeout.ms"), MAX_INT);
  if (given >= leastMs) return given;
  if (config.isGiven("delivery.timeout.ms"))
    throw new ConfigException(
      "delivery.timeout.ms should be equal to or larger than linger.ms + request.timeout.ms",
    );
  warn(
    "delivery.timeout.ms should be equal to or larger than linger.ms + request.timeout.ms. Setting it to " +
      `${leastMs}.`,
  );
  return leastMs;
}
