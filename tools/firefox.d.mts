type Preferences = Readonly<Record<string, string | number | boolean>>;
export function findFirefox(): string;
export const firefoxPreferences: Preferences;
export function firefoxOptions(morePreferences?: Preferences): {
  channel: string;
  executablePath: string;
  headless: boolean;
  firefoxUserPrefs: Record<string, string | number | boolean>;
};
