// The sheet of shortcuts.
import { useWords } from "../i18n/language.ts";
import { Dialog } from "../kit/dialog.tsx";
import styles from "./shell.module.css";

export function Shortcuts({ open, onClose }: { readonly open: boolean; onClose(): void }) {
  const words = useWords();
  const w = words.shortcuts;
  const rows: readonly (readonly [text: string, keys: readonly string[]])[] = [
    [w.run, ["Ctrl/⌘", "Enter"]],
    [w.check, ["Ctrl/⌘", "Shift", "Enter"]],
    [w.hint, ["Alt", "H"]],
    [w.step, ["Alt", "← →"]],
    [w.palette, ["Ctrl/⌘", "K"]],
    [w.sheet, ["?"]],
    [w.editorExit, ["Esc", "Tab"]],
    [w.drawing, ["←↑↓→", "Enter"]],
  ];
  return (
    <Dialog open={open} title={w.title} onClose={onClose}>
      <dl className={styles["keys"]}>
        {rows.map(([text, keys]) => (
          <div key={text} style={{ display: "contents" }}>
            <dt>{text}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
