// Buttons: one primary in a pane at most; an icon alone carries its name as label and tooltip.
import type { ButtonHTMLAttributes, ReactNode } from "react";
import styles from "./kit.module.css";

interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "className"> {
  readonly look?: "plain" | "primary" | "ghost" | "danger";
  readonly small?: boolean;
}

export function Button({ look = "plain", small = false, ...rest }: ButtonProps) {
  const classes = [styles["button"], look === "plain" ? "" : styles[look], small ? styles["small"] : ""];
  return <button type="button" className={classes.join(" ")} {...rest} />;
}

interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "className"> {
  readonly label: string;
  readonly primary?: boolean;
  readonly children: ReactNode;
}

export function IconButton({ label, primary = false, children, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      className={`${styles["icon"]} ${primary ? styles["iconPrimary"] : ""}`}
      aria-label={label}
      title={label}
      {...rest}
    >
      {children}
    </button>
  );
}
