export interface BrowserAnswers {
  readonly name: string;
  readonly version: string;
  readonly sections: readonly {
    readonly title: string;
    readonly rows: readonly { readonly what: string; readonly why: string; readonly answer: string }[];
  }[];
}
export const file: string;
export function askBrowsers(): Promise<readonly BrowserAnswers[]>;
export function documentOf(browsers: readonly BrowserAnswers[]): string;
export function withoutVersions(text: string): string;
