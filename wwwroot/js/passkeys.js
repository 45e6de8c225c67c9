// Passkeys in the browser (WebAuthn). What is asked and answered is JSON as the standard has it: by hand, for not every browser's
// credentials know how to become it, and some password managers' do not.
// @ts-check

/** @typedef {{ type: "public-key", id: string, transports?: AuthenticatorTransport[] }} Handle */
/** @typedef {{ challenge: string, timeout?: number, rpId: string, allowCredentials: Handle[], userVerification?: UserVerificationRequirement }} Question */
/** @typedef {{ rp: PublicKeyCredentialRpEntity, user: { id: string, name: string, displayName: string }, challenge: string,
 *   pubKeyCredParams: PublicKeyCredentialParameters[], timeout?: number, excludeCredentials: Handle[],
 *   authenticatorSelection?: AuthenticatorSelectionCriteria, attestation?: AttestationConveyancePreference }} Creation */
/** What came of it. "cancelled" is also what browsers say when nobody answered, or no passkey was at hand.
 * @typedef {{ answer?: string, failure?: "cancelled" | "known" | "failed" }} Outcome */

// What the server knows; a way a browser names later is a hint less.
const transports = new Set(["usb", "nfc", "ble", "smart-card", "hybrid", "internal"]);

/** Whether this browser, on this page, has passkeys. */
export const able = () => window.isSecureContext && typeof PublicKeyCredential === "function" && !!navigator.credentials;

/** @param {string} text */
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

/** @param {ArrayBuffer} buffer */
const text = (buffer) =>
  btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

/** @param {Handle[]} handles */
const found = (handles) => handles.map((one) => ({ ...one, id: bytes(one.id) }));

/** Makes a passkey. @param {string} json What the server wants. @returns {Promise<Outcome>} */
export async function create(json) {
  const wanted = /** @type {Creation} */ (JSON.parse(json));
  return outcomeOf(async () => {
    const made = await navigator.credentials.create({
      publicKey: {
        rp: wanted.rp, user: { ...wanted.user, id: bytes(wanted.user.id) }, challenge: bytes(wanted.challenge),
        pubKeyCredParams: wanted.pubKeyCredParams, timeout: wanted.timeout, excludeCredentials: found(wanted.excludeCredentials),
        authenticatorSelection: wanted.authenticatorSelection, attestation: wanted.attestation,
      },
    });
    return answerOf(made, (response) => {
      const attestation = /** @type {AuthenticatorAttestationResponse} */ (response);
      return {
        attestationObject: text(attestation.attestationObject),
        transports: (attestation.getTransports?.() ?? []).filter((one) => transports.has(one)),
      };
    });
  });
}

/** Asks for a passkey. @param {string} json What the server asks. @returns {Promise<Outcome>} */
export async function ask(json) {
  const asked = /** @type {Question} */ (JSON.parse(json));
  return outcomeOf(async () => {
    const given = await navigator.credentials.get({
      publicKey: {
        challenge: bytes(asked.challenge), timeout: asked.timeout, rpId: asked.rpId, allowCredentials: found(asked.allowCredentials),
        userVerification: asked.userVerification,
      },
    });
    return answerOf(given, (response) => {
      const assertion = /** @type {AuthenticatorAssertionResponse} */ (response);
      return {
        authenticatorData: text(assertion.authenticatorData), signature: text(assertion.signature),
        userHandle: assertion.userHandle ? text(assertion.userHandle) : null,
      };
    });
  });
}

/** @param {Credential | null} credential @param {(response: AuthenticatorResponse) => object} more */
function answerOf(credential, more) {
  const { id, rawId, type, response } = /** @type {PublicKeyCredential} */ (credential);
  return JSON.stringify({ id, rawId: text(rawId), type, clientExtensionResults: {}, response: { clientDataJSON: text(response.clientDataJSON), ...more(response) } });
}

/** @param {() => Promise<string>} act @returns {Promise<Outcome>} */
async function outcomeOf(act) {
  try {
    return { answer: await act() };
  } catch (e) {
    const name = e instanceof DOMException ? e.name : "";
    // What the user is told is in plain words; what the browser said is for whoever looks for the reason.
    console.info("passkey:", e);
    return { failure: name === "NotAllowedError" || name === "AbortError" ? "cancelled" : name === "InvalidStateError" ? "known" : "failed" };
  }
}
