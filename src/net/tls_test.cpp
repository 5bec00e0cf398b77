#include "net/tls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <fstream>

#include "net/http_test_client.h"
#include "net/http_test_server.h"

namespace plenary::net {
namespace {

using ::testing::HasSubstr;
using testing::TestClient;
using testing::TestFolder;
using testing::TestServer;
using testing::TestSocket;

/// Writes a new key and a certificate of that name signed by itself.
void make_certificate(const TlsFiles& files, const std::string& name) {
  EVP_PKEY* const key = EVP_EC_gen("P-256");
  X509* const certificate = X509_new();
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
  X509_sign(certificate, key, EVP_sha256());
  FILE* file = ::fopen(files.certificate.c_str(), "w");
  PEM_write_X509(file, certificate);
  ::fclose(file);
  file = ::fopen(files.key.c_str(), "w");
  PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
  ::fclose(file);
  X509_free(certificate);
  EVP_PKEY_free(key);
}

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
  TlsServer() : files{folder.file("cert.pem"), folder.file("key.pem")} {
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
  EXPECT_TRUE(client.socket().closes_within(std::chrono::seconds(2)));
  EXPECT_EQ(SSL_get_shutdown(client.socket().ssl()) & SSL_RECEIVED_SHUTDOWN, SSL_RECEIVED_SHUTDOWN);
}

TEST(Tls, RefusesOldVersionsAndUnknownProtocols) {
  TlsServer server;
  EXPECT_FALSE(TestSocket::tls(server.tls_port, "gopher").connected());
  TestSocket plain = TestSocket::tcp(server.tls_port);
  plain.send("GET /hello HTTP/1.1\r\nhost: a\r\n\r\n");
  EXPECT_TRUE(plain.closes_within(std::chrono::seconds(2)));
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

}  // namespace
}  // namespace plenary::net
