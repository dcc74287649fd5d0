// The page of the API's description. The token of the session is sent along, so "Try it out" works as whoever reads.
const place = document.getElementById("docs");
const token = () => (document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/) || [])[1];

window.SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  deepLinking: true,
  docExpansion: "none",
  requestInterceptor: (request) => {
    if (token()) request.headers["X-CSRFToken"] = token();
    return request;
  },
});
