/** The real server on fake sockets. It is shipped, because `ringline simulate` uses it as well. */

export { Exchange } from "../../../simulate/exchange.ts";
export type { ExchangeOptions, Frame } from "../../../simulate/exchange.ts";
