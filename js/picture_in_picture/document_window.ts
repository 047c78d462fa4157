/** A window of the browser that stays above all others and holds a document (WICG document-picture-in-picture). */

import { Stage } from "./stage.ts";
import { copyLooks } from "./styles.ts";
import { namesOf } from "./window.ts";
import type { PictureWindow, WindowOptions } from "./window.ts";

interface DocumentPictureInPicture {
  requestWindow(options: { width: number; height: number }): Promise<Window>;
}

/** Wants a gesture of the user, or the browser's own wish. */
export async function openDocumentWindow(options: WindowOptions): Promise<PictureWindow> {
  const { documentPictureInPicture: pip } = window as { documentPictureInPicture?: DocumentPictureInPicture };
  if (!pip) throw new DOMException("no document picture in picture", "NotSupportedError");
  const { call, width, height, gone } = options;
  const view = await pip.requestWindow({ width, height });
  copyLooks(document, view.document);
  view.document.title = namesOf(call);
  const stage = new Stage(view.document, "document", options);
  view.document.body.append(stage.host);
  stage.show();
  view.addEventListener("pagehide", gone);
  return {
    mode: "document",
    close() {
      view.removeEventListener("pagehide", gone);
      stage.close();
      view.close();
    },
  };
}
