// How wide a text in the drawing is, roughly and without asking the browser: enough to choose a shorter one in time.

const HANGUL_EM = 0.92;
const LATIN_EM = 0.58;

export function roughWidth(text: string, sizePx: number): number {
  let em = 0;
  for (const letter of text)
    em += /[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]/.test(letter) ? HANGUL_EM : LATIN_EM;
  return em * sizePx;
}

/** The first that fits, the last if none does: name the fullest first. */
export function fitting(texts: readonly string[], room: number, sizePx: number): string {
  return texts.find((text) => roughWidth(text, sizePx) <= room) ?? texts.at(-1) ?? "";
}
