/**
 * 0 to 1023. Every commit that can change an article's annotations raises it, and none lowers it: between
 * two annotations of the same revision of an article, the higher annotator revision wins.
 */
export const ANNOTATOR_REVISION = 4;
