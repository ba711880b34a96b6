// A table of numbers: the twin of a drawing.
import type { ReactNode } from "react";
import styles from "./kit.module.css";

export function DataTable({
  caption,
  columns,
  rows,
  children,
}: {
  /** For those who do not see what stands around it. */
  readonly caption: string;
  readonly columns: readonly string[];
  /** How many there are, where only some of them are in the table. */
  readonly rows?: number;
  /** The rows. */
  readonly children: ReactNode;
}) {
  return (
    <table className={styles["table"]} aria-rowcount={rows === undefined ? undefined : rows + 1}>
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          {columns.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}
