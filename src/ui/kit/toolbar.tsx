// Controls that belong together: one place to press Tab, arrow keys within.
import type { ReactNode } from "react";
import { useRoving } from "./roving.ts";

export function Toolbar({
  label,
  upright = false,
  className,
  children,
}: {
  readonly label: string;
  /** Below each other, rather than in a row. */
  readonly upright?: boolean;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}) {
  const bar = useRoving<HTMLDivElement>();
  return (
    <div
      ref={bar}
      role="toolbar"
      aria-label={label}
      aria-orientation={upright ? "vertical" : "horizontal"}
      className={className}
    >
      {children}
    </div>
  );
}
