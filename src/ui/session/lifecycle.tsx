// What stands where a cluster will be: how far it has come, or what is in the way and what to do about it.
import { type ReactNode, useState } from "react";
import { useStore } from "zustand";
import { useWords } from "../i18n/language.ts";
import { Button } from "../kit/button.tsx";
import styles from "./lifecycle.module.css";
import { LossNotice } from "./loss-notice.tsx";
import type { Session } from "./session.ts";
import { startAgain, stoppedByStorage } from "./start-again.ts";
import { type Opened, SessionProvider } from "./use-session.tsx";

function Lifecycle({ opened }: { readonly opened: Opened }) {
  const words = useWords();
  if (opened.kind === "failed") {
    return (
      <div className={styles["box"]} role="alert">
        <p>{words.states.failed.crashed}</p>
        <p className={styles["detail"]}>{opened.message}</p>
        <Button onClick={() => location.reload()}>{words.app.reload}</Button>
      </div>
    );
  }
  return <p className={styles["quiet"]}>{words.states.opening.storage}</p>;
}

/** A page with a cluster: it stands within its session, and what is to be said of that stands over it. */
export function WhenOpened({
  opened,
  className,
  children,
}: {
  readonly opened: Opened;
  /** Of the page until then. */
  readonly className: string | undefined;
  readonly children: (session: Session) => ReactNode;
}) {
  if (opened.kind !== "open") {
    return (
      <main id="content" className={className}>
        <Lifecycle opened={opened} />
      </main>
    );
  }
  return (
    <SessionProvider session={opened.session}>
      {children(opened.session)}
      <LifecycleStrip session={opened.session} />
    </SessionProvider>
  );
}

/** The browser has no more room: said where it cannot be missed, until the nodes run again. */
function StorageStrip({ session }: { readonly session: Session }) {
  const words = useWords();
  const stopped = useStore(session.store, ({ snapshot }) => stoppedByStorage(snapshot).length > 0);
  const [starting, setStarting] = useState(false);
  if (!stopped) return null;
  return (
    <div className={`${styles["strip"]} ${styles["bad"]}`} role="alert">
      <span>{words.states.storageFull}</span>
      <Button
        small
        disabled={starting}
        onClick={() => {
          setStarting(true);
          void startAgain(session).finally(() => setStarting(false));
        }}
      >
        {words.states.startAgain}
      </Button>
    </div>
  );
}

/** A strip over an open page; nothing while all is well. */
function LifecycleStrip({ session }: { readonly session: Session }) {
  const words = useWords();
  const state = useStore(session.store, ({ lifecycle }) => lifecycle);
  switch (state.kind) {
    case "open":
      return (
        <>
          <StorageStrip session={session} />
          <LossNotice session={session} />
        </>
      );
    case "opening":
      return <p className={styles["strip"]}>{words.states.opening[state.step]}</p>;
    case "owned-elsewhere":
      return (
        <div className={styles["strip"]} role="alert">
          {words.states.ownedElsewhere}
          <Button small onClick={() => void session.workspace.takeOver()}>
            {words.states.takeOver}
          </Button>
        </div>
      );
    case "failed":
      return (
        <div className={`${styles["strip"]} ${styles["bad"]}`} role="alert">
          <span>
            {words.states.failed[state.reason]} <small>{state.message}</small>
          </span>
          <Button small onClick={() => location.reload()}>
            {words.states.reopen}
          </Button>
        </div>
      );
    case "closed":
      return (
        <div className={styles["strip"]}>
          {words.states.closed}
          <Button small onClick={() => location.reload()}>
            {words.states.reopen}
          </Button>
        </div>
      );
  }
}
