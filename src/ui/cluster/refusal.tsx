// Why the last command was refused: said where it was given, until it is read.
import { useWords } from "../i18n/language.ts";
import { Button } from "../kit/button.tsx";
import { useSession, useSessionState } from "../session/use-session.tsx";
import styles from "./cluster-pane.module.css";

export function Refusal() {
  const session = useSession();
  const words = useWords();
  const refusal = useSessionState((state) => state.refusal);
  if (refusal === null) return null;
  return (
    <p className={styles["refusal"]} role="alert">
      <span>
        <b>{words.faults.refused}</b> {refusal}
      </span>
      <Button small look="ghost" onClick={() => session.dismissRefusal()}>
        {words.app.close}
      </Button>
    </p>
  );
}
