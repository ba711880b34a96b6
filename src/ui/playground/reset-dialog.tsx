// Emptying the cluster, and with how many nodes it starts again: nothing else can change their number.
import { useState } from "react";
import type { WorkspaceSize } from "../../workers/page/workspace.ts";
import { useWords } from "../i18n/language.ts";
import { Button } from "../kit/button.tsx";
import { Segments } from "../kit/choice.tsx";
import { Dialog, DialogEnd } from "../kit/dialog.tsx";
import styles from "./reset-dialog.module.css";

const BROKERS = [1, 2, 3, 4, 5, 6, 7, 8, 9];
/** An even number is no stronger than one less. */
const CONTROLLERS = [1, 3, 5];

const nearestOf = (choices: readonly number[], wanted: number): number =>
  choices.findLast((choice) => choice <= wanted) ?? choices[0] ?? 1;

export function ResetDialog({
  open,
  size,
  onClose,
  onGo,
}: {
  readonly open: boolean;
  /** As it is now. */
  readonly size: WorkspaceSize;
  onClose(): void;
  onGo(size: WorkspaceSize): void;
}) {
  const words = useWords();
  const [chosen, setChosen] = useState<Partial<WorkspaceSize>>({});
  const brokers = chosen.brokers ?? nearestOf(BROKERS, size.brokers);
  const controllers = chosen.controllers ?? nearestOf(CONTROLLERS, size.controllers);
  const close = (): void => {
    setChosen({});
    onClose();
  };
  return (
    <Dialog open={open} title={words.playground.reset} onClose={close}>
      <p>{words.playground.resetSure}</p>
      <div className={styles["count"]}>
        <span>{words.playground.controllers}</span>
        <Segments
          label={words.playground.controllers}
          choices={CONTROLLERS.map((count) => ({ value: String(count), label: String(count) }))}
          value={String(controllers)}
          onChoose={(value: string) => setChosen({ ...chosen, controllers: Number(value) })}
        />
      </div>
      <p>{words.playground.controllersNote}</p>
      <label className={styles["count"]}>
        <span>{words.playground.brokers}</span>
        <select
          value={brokers}
          onChange={(event) => setChosen({ ...chosen, brokers: Number(event.currentTarget.value) })}
        >
          {BROKERS.map((count) => (
            <option key={count} value={count}>
              {count}
            </option>
          ))}
        </select>
      </label>
      <p>{words.playground.brokersNote}</p>
      <DialogEnd>
        <Button onClick={close}>{words.cancel}</Button>
        <Button
          look="danger"
          onClick={() => {
            close();
            onGo({ brokers, controllers });
          }}
        >
          {words.playground.reset}
        </Button>
      </DialogEnd>
    </Dialog>
  );
}
