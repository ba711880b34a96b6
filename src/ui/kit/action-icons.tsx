// The icons of the fault plane, by the name that an action gives.
import {
  Clock,
  Eraser,
  Hand,
  HardDrive,
  Link,
  type LucideIcon,
  Play,
  Power,
  RotateCcw,
  Scissors,
  Snowflake,
  Sun,
  Unplug,
  Zap,
} from "lucide-react";
import type { ActionIcon } from "../cluster/actions.ts";

const ICONS: Readonly<Record<ActionIcon, LucideIcon>> = {
  power: Power,
  zap: Zap,
  play: Play,
  restart: RotateCcw,
  snowflake: Snowflake,
  sun: Sun,
  eraser: Eraser,
  disk: HardDrive,
  unplug: Unplug,
  link: Link,
  clock: Clock,
  hand: Hand,
  scissors: Scissors,
};

export function ActionGlyph({ icon }: { readonly icon: ActionIcon }) {
  const Glyph = ICONS[icon];
  return <Glyph size={16} strokeWidth={1.5} aria-hidden="true" />;
}
