// On the sign-in page and for those who do not file visits: nobody else's people or keys stay on this device.
// Unsent visits stay, sealed, until their own user signs in here again.
import { forget } from "./keys.js";
import { exists, supported } from "./store.js";

if (supported() && (await exists())) await forget(document.querySelector("meta[name=offline-user]").content);
