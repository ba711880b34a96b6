// The open session for all components below, and the opener that a page starts with.
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { useStore } from "zustand";
import type { OpenWorkspace, WorkspaceSpec } from "../../workers/page/workspace.ts";
import { sessionAtHand } from "./at-hand.ts";
import { openSession, type Session, type SessionState } from "./session.ts";

/** Loads what runs clusters only when a page needs one: the first route must not carry it. */
export type LoadOpener = () => Promise<OpenWorkspace>;

const OpenerContext = createContext<LoadOpener | null>(null);
const SessionContext = createContext<Session | null>(null);

export function OpenerProvider({
  load,
  children,
}: {
  readonly load: LoadOpener;
  readonly children: ReactNode;
}) {
  return <OpenerContext value={load}>{children}</OpenerContext>;
}

export function SessionProvider({
  session,
  children,
}: {
  readonly session: Session;
  readonly children: ReactNode;
}) {
  useEffect(() => {
    sessionAtHand.setState({ session });
    return () => sessionAtHand.setState({ session: null });
  }, [session]);
  return <SessionContext value={session}>{children}</SessionContext>;
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("no session is open here");
  return session;
}

export function useSessionState<T>(select: (state: SessionState) => T): T {
  return useStore(useSession().store, select);
}

export type Opened =
  | { readonly kind: "opening" }
  | { readonly kind: "open"; readonly session: Session }
  | { readonly kind: "failed"; readonly message: string };

/** Opens a workspace for as long as the component lives. A new key closes the old one first. */
export function useOpenedSession(key: string, spec: WorkspaceSpec | null): Opened {
  const load = useContext(OpenerContext);
  const [opened, setOpened] = useState<Opened>({ kind: "opening" });
  // The spec is a new object at every render; the key says whether it is another one.
  const [held, setHeld] = useState({ key, spec });
  if (held.key !== key || (held.spec === null) !== (spec === null)) setHeld({ key, spec });
  const wanted = held.spec;

  useEffect(() => {
    if (load === null || wanted === null) return;
    let session: Session | null = null;
    let left = false;
    setOpened({ kind: "opening" });
    load()
      .then((open) => {
        if (left) return;
        session = openSession(open, wanted);
        setOpened({ kind: "open", session });
      })
      .catch((error: unknown) => {
        if (!left)
          setOpened({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
      });
    return () => {
      left = true;
      void session?.close();
    };
  }, [load, wanted]);

  return opened;
}
