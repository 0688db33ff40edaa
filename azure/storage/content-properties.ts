import type { ContentProperties } from "./backup-target.ts";

type Given = { readonly [Key in keyof ContentProperties]?: ContentProperties[Key] | undefined };

/** What of an answer's headers is kept with a copy. */
export function contentPropertiesOf({
  contentType,
  contentEncoding,
  contentLanguage,
  contentDisposition,
  cacheControl,
  metadata,
}: Given): ContentProperties {
  return {
    ...(contentType === undefined ? {} : { contentType }),
    ...(contentEncoding === undefined ? {} : { contentEncoding }),
    ...(contentLanguage === undefined ? {} : { contentLanguage }),
    ...(contentDisposition === undefined ? {} : { contentDisposition }),
    ...(cacheControl === undefined ? {} : { cacheControl }),
    ...(metadata === undefined || Object.keys(metadata).length === 0 ? {} : { metadata }),
  };
}
