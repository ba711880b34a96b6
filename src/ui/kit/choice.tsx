// Two ways to choose one of a few: segments for how a thing is shown, tabs for which thing is shown.
import type { ReactNode } from "react";
import styles from "./kit.module.css";
import { useRoving } from "./roving.ts";

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: ReactNode;
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly choices: readonly Choice<NoInfer<T>>[];
  readonly value: T;
  onChoose(value: NoInfer<T>): void;
}

export function Segments<T extends string>({ label, choices, value, onChoose }: ChoiceProps<T>) {
  const group = useRoving<HTMLFieldSetElement>();
  return (
    <fieldset ref={group} className={`${styles["segments"]} bare`} aria-label={label}>
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          aria-pressed={choice.value === value}
          onClick={() => onChoose(choice.value)}
        >
          {choice.label}
        </button>
      ))}
    </fieldset>
  );
}

export function Tabs<T extends string>({ label, choices, value, onChoose }: ChoiceProps<T>) {
  const list = useRoving<HTMLDivElement>();
  return (
    <div className={styles["tabs"]} role="tablist" aria-label={label} ref={list}>
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          role="tab"
          aria-selected={choice.value === value}
          onFocus={() => onChoose(choice.value)}
          onClick={() => onChoose(choice.value)}
        >
          {choice.label}
        </button>
      ))}
    </div>
  );
}

export function Count({ children }: { readonly children: ReactNode }) {
  return <b className={styles["count"]}>{children}</b>;
}
