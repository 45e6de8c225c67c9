// The bundle that the browser gets as js/editor.js.
export { RichText } from '../../editor.js';
