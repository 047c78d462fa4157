/** A core as Embind hands it out, of either kind: one string each way; see docs/CORE.md. */
export interface EmbindCore {
  /** One message in, one JSON text out. Throws only when the module trapped. */
  dispatch(message: string, now: number): string;
  /** It is not used any more. */
  delete(): void;
}
