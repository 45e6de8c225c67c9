// A picture that somebody puts into a text, before its bytes are anywhere else.
// @ts-check

/** Pictures are not shown wider than a message is read, in pixels. */
const widest = 640;

/** The picture as an address, and how wide it is shown; no width for what is no picture. @param {File} file @returns {Promise<[string, number]>} */
export async function pictureOf(file) {
  const data = await new Promise((/** @type {(data: string) => void} */ resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => resolve('');
    reader.readAsDataURL(file);
  });
  const image = new Image();
  image.src = data;
  try {
    await image.decode();
    return [data, Math.min(image.naturalWidth, widest)];
  } catch {
    return ['', 0]; // No picture after all: it goes as the file it is.
  }
}
