// The mark: two committed cells, the high watermark, a cell that is not committed yet.
import styles from "./shell.module.css";

export function Logo() {
  return (
    <svg className={styles["logo"]} width="34" height="18" viewBox="0 0 34 18" aria-hidden="true">
      <rect className={styles["logoFull"]} x="0" y="3" width="7" height="12" rx="1.5" />
      <rect className={styles["logoFull"]} x="9" y="3" width="7" height="12" rx="1.5" />
      <rect className={styles["logoHollow"]} x="22.75" y="3.75" width="5.5" height="10.5" rx="1.5" />
      <path className={styles["logoMark"]} d="M19.2 0v18" />
    </svg>
  );
}
