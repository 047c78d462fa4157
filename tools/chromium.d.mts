export function findChromium(): string;
export const chromiumArguments: readonly string[];
export function launchOptions(extraArguments?: readonly string[]): {
  executablePath: string;
  headless: boolean;
  args: string[];
};
