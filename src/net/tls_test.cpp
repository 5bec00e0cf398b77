#include "net/tls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/x509.h>

#include <chrono>
#include <fstream>

#include "net/http_test_client.h"
#include "net/http_test_server.h"
#include "net/tls_test_certificate.h"

namespace plenary::net::tls_test {
namespace {

using ::testing::HasSubstr;
using testing::make_certificate;
using testing::TestClient;
using testing::TestFolder;
using testing::TestServer;
using testing::TestSocket;

/// The name in the certificate that the server showed.
std::string certificate_name(const TestSocket& socket) {
  X509* const certificate = SSL_get1_peer_certificate(socket.ssl());
  char name[64] = "none";
  if (certificate != nullptr) {
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name,
                              sizeof name);
  }
  X509_free(certificate);
  return name;
}

struct TlsServer : TestServer {
  explicit TlsServer(HttpLimits limits = {})
      : TestServer(limits), files{folder.file("cert.pem"), folder.file("key.pem")} {
    make_certificate(files, "first");
    tls_port = server.listen_tls("127.0.0.1:0", files);
  }
  TestFolder folder;
  TlsFiles files;
  std::uint16_t tls_port = 0;
};

TEST(Tls, CarriesHttp11AndFilesOfEverySize) {
  TlsServer server;
  TestClient client(TestSocket::tls(server.tls_port, "http/1.1"));
  ASSERT_TRUE(client.socket().connected());
  EXPECT_EQ(client.get("/who").body(), "127.0.0.1 secure localhost ");
  EXPECT_TRUE(client.get("/big").body() == TestServer::site().content());
  EXPECT_TRUE(client.get("/mixed", "range: bytes=99990-200009\r\n").body() ==
              TestServer::site().content().substr(99'990, 100'020));
  const std::string body(600'000, 'x');
  EXPECT_TRUE(client.ask("POST", "/echo", "", body).body() == body);
}

TEST(Tls, SaysGoodbyeToAClientThatAskedForTheEnd) {
  TlsServer server;
  TestClient client(TestSocket::tls(server.tls_port, "http/1.1"));
  EXPECT_EQ(client.get("/hello", "connection: close\r\n").body(), "hello");
  EXPECT_TRUE(client.socket().closes());
  EXPECT_EQ(SSL_get_shutdown(client.socket().ssl()) & SSL_RECEIVED_SHUTDOWN, SSL_RECEIVED_SHUTDOWN);
}

TEST(Tls, RefusesOldVersionsAndUnknownProtocols) {
  TlsServer server;
  EXPECT_FALSE(TestSocket::tls(server.tls_port, "gopher").connected());
  TestSocket plain = TestSocket::tcp(server.tls_port);
  plain.send("GET /hello HTTP/1.1\r\nhost: a\r\n\r\n");
  EXPECT_TRUE(plain.closes());
}

TEST(Tls, TakesANewCertificateWithoutDroppingAnybody) {
  TlsServer server;
  TestClient old(TestSocket::tls(server.tls_port, "http/1.1"));
  EXPECT_EQ(certificate_name(old.socket()), "first");

  make_certificate(server.files, "second");
  ASSERT_TRUE(server.server.reload_certificates());
  for (int i = 0; i < 8; ++i) {  // On both threads.
    TestClient fresh(TestSocket::tls(server.tls_port, "http/1.1"));
    EXPECT_EQ(certificate_name(fresh.socket()), "second");
  }
  EXPECT_EQ(old.get("/hello").body(), "hello");
}

TEST(Tls, KeepsTheOldCertificateIfTheNewOneCannotBeUsed) {
  TlsServer server;
  std::ofstream(server.files.certificate) << "not a certificate";
  const auto reloaded = server.server.reload_certificates();
  ASSERT_FALSE(reloaded);
  EXPECT_THAT(reloaded.error().detail(),
              HasSubstr("The certificate file " + server.files.certificate + " cannot be used"));
  EXPECT_EQ(certificate_name(TestSocket::tls(server.tls_port, "http/1.1")), "first");

  TlsFiles other{server.folder.file("other.pem"), server.folder.file("other_key.pem")};
  make_certificate(other, "other");
  const auto mixed = TlsContext::load({other.certificate, server.files.key});
  ASSERT_FALSE(mixed);
  EXPECT_THAT(mixed.error().detail(), HasSubstr("key"));
  EXPECT_THAT(TlsContext::load({other.certificate, "/none.pem"}).error().detail(),
              HasSubstr("The key file /none.pem cannot be used"));
  EXPECT_THROW(server.server.listen_tls("127.0.0.1:0", {"/none.pem", other.key}),
               std::runtime_error);
}

TEST(Tls, WhoHasNotFinishedTheHandshakeDoesNotHoldUpTheEnd) {
  HttpLimits patient;
  patient.header_timeout = std::chrono::hours(1);
  TlsServer server(patient);
  const TestSocket silent = TestSocket::tcp(server.tls_port);  // As browsers keep at hand.
  TestSocket begun = TestSocket::tcp(server.tls_port);
  begun.send("\x16\x03\x01");
  EXPECT_TRUE(server.server.stop(std::chrono::minutes(1)));
}

}  // namespace
}  // namespace plenary::net::tls_test
