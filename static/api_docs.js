// The page of the API's description. "Try it out" works as whoever is signed in.
const place = document.getElementById("docs");

window.SwaggerUIBundle({
  url: `${place.dataset.schema}?format=json`,
  domNode: place,
  deepLinking: true,
  docExpansion: "none",
  requestInterceptor: (request) => {
    request.headers["X-CSRFToken"] = place.dataset.csrf;
    return request;
  },
});
