// A pane and its head: the one container of the page.
import type { ReactNode } from "react";
import styles from "./kit.module.css";

export function Pane({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <section className={styles["pane"]} aria-label={label}>
      {children}
    </section>
  );
}

export function PaneHead({ children }: { readonly children: ReactNode }) {
  return <header className={styles["head"]}>{children}</header>;
}

export function Space() {
  return <span className={styles["space"]} />;
}

export function Chip({ children }: { readonly children: ReactNode }) {
  return <span className={styles["chip"]}>{children}</span>;
}

/** What will be here, and the one thing to do about it. */
export function Empty({ text, children }: { readonly text: string; readonly children?: ReactNode }) {
  return (
    <div className={styles["empty"]}>
      <p>{text}</p>
      {children}
    </div>
  );
}
