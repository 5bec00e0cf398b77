#include "conference/pdf.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <string>

#include "conference/whole_package.h"

namespace plenary::conference::pdf_test {
namespace {

std::string fault(const std::string& text) {
  return fault_of_pdf(base::view_of(text));
}

std::string document(const std::string& objects) {
  return "%PDF-1.7\n" + objects + "\ntrailer<</Root 1 0 R>>\n%%EOF\n";
}

/// Objects as a stream packs them.
std::string packed(const std::string& objects, const std::string& type = "/Type/ObjStm") {
  uLongf size = compressBound(objects.size());
  std::string bytes(size, '\0');
  compress(reinterpret_cast<Bytef*>(bytes.data()), &size,
           reinterpret_cast<const Bytef*>(objects.data()), objects.size());
  bytes.resize(size);
  return document("5 0 obj<<" + type + "/N 1/First 4/Filter/FlateDecode>>stream\r\n" + bytes +
                  "\nendstream endobj");
}

TEST(Pdf, OfPlainPagesHasNoFault) {
  EXPECT_EQ(fault(document("1 0 obj<</Type/Catalog/Title(The /JavaScriptures)>>endobj")), "");
  EXPECT_EQ(fault_of_pdf(*whole_package().files.at("documents/leaflet.pdf")), "");
  EXPECT_EQ(fault(packed("<</Type/Catalog/Pages 2 0 R>>")), "");
}

TEST(Pdf, IsKnownByItsBytesAndNotByItsName) {
  EXPECT_EQ(fault(""), "is no PDF");
  EXPECT_EQ(fault("MZ\x90"), "is no PDF");
  EXPECT_EQ(fault("<html><script>alert(1)</script>"), "is no PDF");
  EXPECT_EQ(fault("%PDF-1.4\n1 0 obj"), "is not whole");
}

TEST(Pdf, WithAScriptIsRefusedHoweverItIsSpelled) {
  EXPECT_EQ(fault(document("<</S/JavaScript/JS(app.alert(1))>>")), "holds a script");
  EXPECT_EQ(fault(document("<</S/J#61v#61Script>>")), "holds a script");
  EXPECT_EQ(fault(document("<</S/#4a#53 4 0 R>>")), "holds a script");
  EXPECT_EQ(fault(packed("<</S/JavaScript/JS 4 0 R>>")), "holds a script");
  EXPECT_EQ(fault(packed("<</S/JavaScript>>", "/Type/Obj#53tm")), "holds a script");
}

TEST(Pdf, ThatStartsProgramsOrBringsFilesIsRefused) {
  EXPECT_EQ(fault(document("<</S/Launch/F(cmd.exe)>>")), "can start a program");
  EXPECT_EQ(fault(document("<</Type/EmbeddedFile>>")), "holds another file");
  EXPECT_EQ(fault(document("<</Names<</EmbeddedFiles 9 0 R>>>>")), "holds another file");
  EXPECT_EQ(fault(document("<</S/GoToE>>")), "opens another file");
  EXPECT_EQ(fault(document("<</S/SubmitForm>>")), "sends what is written into it elsewhere");
}

TEST(Pdf, ThatIsEncryptedCannotBeLookedAt) {
  EXPECT_EQ(fault("%PDF-1.4\ntrailer<</Encrypt 5 0 R>>%%EOF"), "is encrypted");
}

TEST(Pdf, ThatPacksItsObjectsInAnotherWayCannotBeLookedAt) {
  EXPECT_EQ(fault(document("5 0 obj<</Type/ObjStm>>stream\nnot packed\nendstream")),
            "packs its objects so that they cannot be looked at");
  const std::string bomb = packed(std::string(kMostUnpackedBytes + 1, ' '));
  EXPECT_EQ(fault(bomb), "packs its objects so that they cannot be looked at");
}

}  // namespace
}  // namespace plenary::conference::pdf_test
