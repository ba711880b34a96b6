// What every reachable part of the drawing carries.
export interface ItemProps {
  readonly "data-kind": string;
  readonly "data-value": string;
  readonly tabIndex: number;
  readonly className: string | undefined;
}
