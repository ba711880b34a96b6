// The browser's own dialog: it traps focus, closes on Escape and gives focus back, without a library in the first route.
import { type ReactNode, useEffect, useRef } from "react";
import { useWords } from "../i18n/language.ts";
import { Button } from "./button.tsx";
import styles from "./kit.module.css";

interface DialogProps {
  readonly open: boolean;
  readonly title: string;
  /** For a drawing rather than a question. */
  readonly wide?: boolean;
  onClose(): void;
  readonly children: ReactNode;
}

export function Dialog({ open, title, wide = false, onClose, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    if (dialog === null) return;
    if (open && !dialog.open) dialog.showModal();
    if (!open && dialog.open) dialog.close();
  }, [open]);
  return (
    <dialog
      ref={element}
      className={`${styles["dialog"]} ${wide ? styles["dialogWide"] : ""}`}
      aria-label={title}
      onClose={onClose}
    >
      {open ? (
        <>
          <h2>{title}</h2>
          {children}
        </>
      ) : null}
    </dialog>
  );
}

export function DialogEnd({ children }: { readonly children: ReactNode }) {
  return <div className={styles["dialogEnd"]}>{children}</div>;
}

/** For what cannot be undone: says what will be lost, and asks once. The button that does it is called as what it does. */
export function Confirm({
  open,
  title,
  text,
  onClose,
  onGo,
}: {
  readonly open: boolean;
  readonly title: string;
  readonly text: string;
  onClose(): void;
  onGo(): void;
}) {
  const words = useWords();
  return (
    <Dialog open={open} title={title} onClose={onClose}>
      <p>{text}</p>
      <DialogEnd>
        <Button onClick={onClose}>{words.cancel}</Button>
        <Button
          look="danger"
          onClick={() => {
            onClose();
            onGo();
          }}
        >
          {title}
        </Button>
      </DialogEnd>
    </Dialog>
  );
}
