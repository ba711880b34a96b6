// The trace may grow a thousand times a second; lists and timelines are laid out anew five times a second at the most.
import { useEffect, useState } from "react";
import { useSession } from "../session/use-session.tsx";

const APART_MS = 200;

export function useTraceTick(): number {
  const session = useSession();
  const [version, setVersion] = useState(session.trace.version);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const take = (): void => {
      timer = null;
      setVersion(session.trace.version);
    };
    take();
    const stop = session.store.subscribe((state, old) => {
      if (state.traceVersion !== old.traceVersion) timer ??= setTimeout(take, APART_MS);
    });
    return () => {
      stop();
      if (timer !== null) clearTimeout(timer);
    };
  }, [session]);
  return version;
}
