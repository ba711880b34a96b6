// Emptying the cluster, and with how many controllers it starts again: nothing else can change that number.
import { useState } from "react";
import { useWords } from "../i18n/language.ts";
import { Button } from "../kit/button.tsx";
import { Segments } from "../kit/choice.tsx";
import { Dialog, DialogEnd } from "../kit/dialog.tsx";

const SIZES = ["1", "3", "5"] as const;
type Size = (typeof SIZES)[number];

const sizeOf = (controllers: number): Size =>
  SIZES.find((size) => Number(size) === controllers) ?? (controllers < 3 ? "1" : "5");

export function ResetDialog({
  open,
  controllers,
  onClose,
  onGo,
}: {
  readonly open: boolean;
  /** As many as there are now. */
  readonly controllers: number;
  onClose(): void;
  onGo(controllers: number): void;
}) {
  const words = useWords();
  const [chosen, setChosen] = useState<Size | null>(null);
  const size = chosen ?? sizeOf(controllers);
  const close = (): void => {
    setChosen(null);
    onClose();
  };
  return (
    <Dialog open={open} title={words.playground.reset} onClose={close}>
      <p>{words.playground.resetSure}</p>
      <div style={{ display: "flex", alignItems: "center", gap: 12, margin: "14px 0 6px" }}>
        <span>{words.playground.controllers}</span>
        <Segments
          label={words.playground.controllers}
          choices={SIZES.map((value) => ({ value, label: value }))}
          value={size}
          onChoose={setChosen}
        />
      </div>
      <p>{words.playground.controllersNote}</p>
      <DialogEnd>
        <Button onClick={close}>{words.confirm.cancel}</Button>
        <Button
          look="danger"
          onClick={() => {
            close();
            onGo(Number(size));
          }}
        >
          {words.confirm.go}
        </Button>
      </DialogEnd>
    </Dialog>
  );
}
