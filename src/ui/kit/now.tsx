// The now line: what holds now, in one sentence, and then its cause.
import styles from "./kit.module.css";

type Gravity = "calm" | "warn" | "bad";

export function NowLine({
  fact,
  cause,
  gravity,
}: {
  readonly fact: string;
  readonly cause: string;
  /** A mark before it, where there are good and bad facts. */
  readonly gravity?: Gravity;
}) {
  return (
    <p className={styles["now"]}>
      {gravity === undefined || fact === "" ? null : (
        <span className={`${styles["sign"]} ${styles[`sign-${gravity}`]}`} aria-hidden="true" />
      )}
      <span>
        <b>{fact}</b> {cause}
      </span>
    </p>
  );
}
