// Two ways to choose one of a few: segments for how a thing is shown, tabs for which thing is shown.
import { type KeyboardEvent, type ReactNode, useRef } from "react";
import styles from "./kit.module.css";

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
  return (
    <fieldset className={`${styles["segments"]} bare`} aria-label={label}>
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
  const list = useRef<HTMLDivElement>(null);
  function onKeyDown(event: KeyboardEvent): void {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = choices.findIndex((choice) => choice.value === value);
    const next = choices[(at + step + choices.length) % choices.length];
    if (next === undefined) return;
    onChoose(next.value);
    list.current?.querySelector<HTMLButtonElement>(`[data-value="${next.value}"]`)?.focus();
  }
  return (
    <div className={styles["tabs"]} role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          role="tab"
          data-value={choice.value}
          aria-selected={choice.value === value}
          tabIndex={choice.value === value ? 0 : -1}
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
