/**
 * Whether a client takes an encoding (RFC 9110, 12.5.3).
 *
 * @param header - `Accept-Encoding`; without it nothing but the file as it is.
 */
export function acceptsEncoding(header: string | undefined, encoding: string): boolean {
  const wishes = (header ?? '').split(',').map((item) =>
    item
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/),
  );
  const named = wishes.find(([name]) => name === encoding) ?? wishes.find(([name]) => name === '*');
  return named !== undefined && !named.slice(1).some((parameter) => /^q\s*=\s*0(?:\.0{0,3})?$/.test(parameter));
}

/**
 * Whether a client has what a tag names already (RFC 9110, 13.1.2): weak tags count, as only the content matters.
 *
 * @param header - `If-None-Match`.
 */
export function namesTag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((item) => {
    const tag = item.trim();
    return tag === '*' || tag.replace(/^W\//, '') === etag;
  });
}
