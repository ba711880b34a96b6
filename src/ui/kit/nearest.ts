// Moving with the arrow keys through a drawing or a group of controls: on to the nearest one in that direction, by where
// they are on screen.

const DIRECTIONS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** What lies more beside than ahead comes after all that lies ahead. */
const BESIDE = 100_000;

/** Index of the spot to go to from `from`, -1 when there is none that way. Straying sideways costs double. */
export function nearestSpot(from: Spot, spots: readonly Spot[], key: string): number {
  const direction = DIRECTIONS[key];
  if (direction === undefined) return -1;
  const [dx, dy] = direction;
  let best = -1;
  let bestCost = Number.POSITIVE_INFINITY;
  spots.forEach((spot, index) => {
    const along = (spot.x - from.x) * dx + (spot.y - from.y) * dy;
    if (along <= 1) return;
    const aside = Math.abs((spot.x - from.x) * dy) + Math.abs((spot.y - from.y) * dx);
    const cost = along + aside * 2 + (aside > along ? BESIDE : 0);
    if (cost < bestCost) {
      best = index;
      bestCost = cost;
    }
  });
  return best;
}

/** What is much taller than wide lies where it begins. */
const TALL = 60;

/** The part to go to from `target`; null when there is none that way, or the key is no arrow. */
export function nearest<T extends Element>(parts: readonly T[], target: Element, key: string): T | null {
  if (!(key in DIRECTIONS)) return null;
  const middle = (element: Element): Spot => {
    const box = element.getBoundingClientRect();
    return { x: box.x + box.width / 2, y: box.y + Math.min(box.height, TALL) / 2 };
  };
  const others = parts.filter((part) => part !== target);
  return others[nearestSpot(middle(target), others.map(middle), key)] ?? null;
}

/** The same among the parts of a drawing. */
export function nearestPart(drawing: Element, target: Element, key: string): SVGElement | null {
  return nearest([...drawing.querySelectorAll<SVGElement>("[data-kind]")], target, key);
}
