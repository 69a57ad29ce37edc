/**
 * 0 to 1023; raised by every commit that can change what is found in some article, and never lowered: of two annotations
 * of one revision of an article the higher wins, so a fix rolls forward.
 */
export const ANNOTATOR_REVISION = 4;
