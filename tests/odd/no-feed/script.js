document.write('<p>Geen nieuws</p>');
