#include "platform/http/client_request.h"

#include "platform/base/text.h"
#include "platform/http/media_type.h"

/* Takes over `*list`, on failure too. */
static bool add_header(struct curl_slist **list, const char *line)
{
    struct curl_slist *longer = curl_slist_append(*list, line);
    if (longer == NULL)
        curl_slist_free_all(*list);
    *list = longer;
    return longer != NULL;
}

/* No "Expect: 100-continue": it costs a round trip, or a second with servers that do not know it.
 */
static bool set_headers(CURL *easy, const char *content_type, struct curl_slist **headers)
{
    char line[MEDIA_TYPE_MAX + 32];
    struct curl_slist *list = NULL;

    if (content_type != NULL &&
        (!text_format(line, sizeof line, "Content-Type: %s", content_type) ||
         !add_header(&list, line)))
        return false;
    if (!add_header(&list, "Expect:"))
        return false;
    curl_slist_free_all(*headers);
    *headers = list;
    return curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list) == CURLE_OK;
}

/*
 * A handle for each request. One that has been used keeps a pointer to the last header line it freed
 * (libcurl 7.88.1), into which it would write the next reply's first line where that begins with a
 * space. The connection is the multi handle's and stays.
 */
bool client_request_renew(CURL **easy)
{
    CURL *fresh = curl_easy_duphandle(*easy);

    if (fresh == NULL)
        return false;
    curl_easy_cleanup(*easy);
    *easy = fresh;
    return true;
}

static bool set_body(CURL *easy, const struct http_client_request *request)
{
    if (request->content_type == NULL)
        return curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L) == CURLE_OK;
    return curl_easy_setopt(easy, CURLOPT_POST, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->length > 0 ? request->body : "") ==
               CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->length) ==
               CURLE_OK;
}

bool client_request_set(CURL *easy, const char *url, const struct http_client_request *request,
                        struct curl_slist **headers)
{
    char whole[CLIENT_URL_MAX + 256];

    return text_format(whole, sizeof whole, "%s%s", url, request->path) &&
           set_headers(easy, request->content_type, headers) &&
           curl_easy_setopt(easy, CURLOPT_URL, whole) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HTTPAUTH, CURLAUTH_BASIC) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_USERNAME, request->user) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PASSWORD, request->password) == CURLE_OK &&
           set_body(easy, request);
}
