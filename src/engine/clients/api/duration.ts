// java.time.Duration, as far as Kafka's clients use it.
import { ArithmeticException, DateTimeParseException } from "./exceptions.ts";

const NANOS_PER_SECOND = 1_000_000_000n;
const NANOS_PER_MILLI = 1_000_000n;
const MAX_LONG = 9_223_372_036_854_775_807n;
const MIN_LONG = -MAX_LONG - 1n;

const PATTERN =
  /^([-+]?)P(?:([-+]?\d+)D)?(T(?:([-+]?\d+)H)?(?:([-+]?\d+)M)?(?:([-+]?\d+)(?:[.,](\d{0,9}))?S)?)?$/i;

/** A span of playground time: `Duration.ofMillis(100)`. */
export class Duration {
  static readonly ZERO = new Duration(0n);

  private constructor(private readonly nanos: bigint) {}

  static ofMillis(millis: number): Duration {
    return new Duration(BigInt(Math.trunc(millis)) * NANOS_PER_MILLI);
  }
  static ofSeconds(seconds: number): Duration {
    return new Duration(BigInt(Math.trunc(seconds)) * NANOS_PER_SECOND);
  }
  static ofMinutes(minutes: number): Duration {
    return Duration.ofSeconds(minutes * 60);
  }
  static ofHours(hours: number): Duration {
    return Duration.ofSeconds(hours * 3600);
  }
  static ofDays(days: number): Duration {
    return Duration.ofSeconds(days * 86_400);
  }

  /** Reads ISO-8601 as Java does: `PT1H30M`, `P1DT0.5S`. Throws DateTimeParseException. */
  static parse(text: string): Duration {
    const found = PATTERN.exec(text);
    const time = found?.[3];
    const parts = found === null ? [] : [found[2], found[4], found[5], found[6]];
    if (found === null || time?.toUpperCase() === "T" || parts.every((part) => part === undefined))
      throw new DateTimeParseException("Text cannot be parsed to a Duration");
    const [days, hours, minutes, seconds] = parts.map((part) => BigInt(part?.replace(/^\+/, "") ?? "0"));
    const whole = days! * 86_400n + hours! * 3600n + minutes! * 60n + seconds!;
    const fraction = BigInt((found[7] ?? "").padEnd(9, "0"));
    const signed = (parts[3] ?? "").startsWith("-") ? -fraction : fraction;
    const nanos = whole * NANOS_PER_SECOND + signed;
    if (whole > MAX_LONG || whole < MIN_LONG)
      throw new DateTimeParseException("Text cannot be parsed to a Duration: overflow");
    return new Duration(found[1] === "-" ? -nanos : nanos);
  }

  /** Whole milliseconds, rounded down. Throws ArithmeticException beyond 64 bits. */
  toMillis(): number {
    const millis = floorDivide(this.nanos, NANOS_PER_MILLI);
    if (millis > MAX_LONG || millis < MIN_LONG) throw new ArithmeticException("long overflow");
    return Number(millis);
  }
  getSeconds(): number {
    return Number(floorDivide(this.nanos, NANOS_PER_SECOND));
  }
  plus(other: Duration): Duration {
    return new Duration(this.nanos + other.nanos);
  }
  isNegative(): boolean {
    return this.nanos < 0n;
  }
  isZero(): boolean {
    return this.nanos === 0n;
  }
  compareTo(other: Duration): number {
    return this.nanos < other.nanos ? -1 : this.nanos > other.nanos ? 1 : 0;
  }
  equals(other: unknown): boolean {
    return other instanceof Duration && other.nanos === this.nanos;
  }

  /** ISO-8601, hours the largest unit: `PT26H3M4.5S`. */
  toString(): string {
    if (this.nanos === 0n) return "PT0S";
    const total = this.nanos / NANOS_PER_SECOND;
    const hours = total / 3600n;
    const minutes = (total % 3600n) / 60n;
    const seconds = total % 60n;
    const rest = this.nanos % NANOS_PER_SECOND;
    let text = "PT";
    if (hours !== 0n) text += `${hours}H`;
    if (minutes !== 0n) text += `${minutes}M`;
    if (seconds === 0n && rest === 0n) return text;
    const digits = (rest < 0n ? -rest : rest).toString().padStart(9, "0").replace(/0+$/, "");
    const sign = this.nanos < 0n && seconds === 0n ? "-" : "";
    return `${text}${sign}${seconds}${digits === "" ? "" : `.${digits}`}S`;
  }
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}
